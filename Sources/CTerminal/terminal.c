// Implementation of the doors in CTerminal.h.
#define _GNU_SOURCE
#include "CTerminal.h"
#include "../CLibedit/shim.h"
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

void terminal_use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

int terminal_wcwidth(wchar_t character) { return wcwidth(character); }
bool terminal_isprint(wchar_t character) { return iswprint((wint_t)character) != 0; }

EditLine *terminal_editor_open(const char *program) {
  if (lazy_edit_library() == NULL) return NULL;
  EditLine *editor = lazy_el_init(program, stdin, stdout, stderr);
  if (editor == NULL) return NULL;
  // libedit's own handlers re-send signals to the whole process group; ours set flags.
  lazy_el_set()(editor, EL_SIGNAL, 0);
  return editor;
}

void terminal_editor_set_owner(EditLine *editor, void *owner) {
  lazy_el_set()(editor, EL_CLIENTDATA, owner);
}

void *terminal_editor_owner(EditLine *editor) {
  void *owner = NULL;
  lazy_el_get()(editor, EL_CLIENTDATA, &owner);
  return owner;
}

int terminal_editor_set_prompt(EditLine *editor, terminal_prompt_fn prompt, char literal) {
  return lazy_el_set()(editor, EL_PROMPT_ESC, prompt, literal);
}
int terminal_editor_set_reader(EditLine *editor, terminal_reader_fn reader) {
  return lazy_el_set()(editor, EL_GETCFN, reader);
}
int terminal_editor_add(EditLine *editor, const char *name, terminal_command_fn command) {
  return lazy_el_set()(editor, EL_ADDFN, name, name, command);
}
int terminal_editor_bind(EditLine *editor, const char *key, const char *command) {
  return lazy_el_set()(editor, EL_BIND, key, command, NULL);
}
int terminal_editor_bind_alternate(EditLine *editor, const char *key, const char *command) {
  return lazy_el_set()(editor, EL_BIND, "-a", key, command, NULL);
}
int terminal_editor_use_keymap(EditLine *editor, const char *name) {
  return lazy_el_set()(editor, EL_EDITOR, name);
}
int terminal_editor_take_keys_raw(EditLine *editor) {
  return lazy_el_set()(editor, EL_SETTY, "-d", "-ixon", "-inlcr", "-icrnl", NULL);
}
bool terminal_editor_is_vi(EditLine *editor) {
  const char *name = NULL;
  return lazy_el_get()(editor, EL_EDITOR, &name) == 0 && name != NULL && strcmp(name, "vi") == 0;
}
bool terminal_editor_is_enabled(EditLine *editor) {
  int enabled = 0;
  return lazy_el_get()(editor, EL_EDITMODE, &enabled) == 0 && enabled != 0;
}
int terminal_editor_refresh(EditLine *editor) { return lazy_el_set()(editor, EL_REFRESH, NULL); }
int terminal_editor_prepare(EditLine *editor, bool raw) {
  return lazy_el_set()(editor, EL_PREP_TERM, raw ? 1 : 0);
}

static bool window(int descriptor, struct winsize *size) {
  return ioctl(descriptor, TIOCGWINSZ, size) == 0;
}
int terminal_columns(int descriptor) {
  struct winsize size;
  return window(descriptor, &size) ? size.ws_col : 0;
}
int terminal_rows(int descriptor) {
  struct winsize size;
  return window(descriptor, &size) ? size.ws_row : 0;
}

static atomic_int raised;
static int wake_pipe[2] = {-1, -1};

static int flag_of(int signal) {
  switch (signal) {
    case SIGINT: return TERMINAL_INTERRUPT;
    case SIGWINCH: return TERMINAL_RESIZE;
    case SIGTSTP: return TERMINAL_SUSPEND;
    case SIGCONT: return TERMINAL_CONTINUE;
    case SIGTERM: return TERMINAL_TERMINATE;
    case SIGHUP: return TERMINAL_HANGUP;
    default: return 0;
  }
}

void terminal_wake(void) {
  int saved = errno;
  char byte = 1;
  if (wake_pipe[1] >= 0) {
    ssize_t ignored = write(wake_pipe[1], &byte, 1);
    (void)ignored;
  }
  errno = saved;
}

static void on_signal(int signal) {
  int flag = flag_of(signal);
  if (flag == 0) return;
  atomic_fetch_or(&raised, flag);
  terminal_wake();
}

static void catch(int signal, struct sigaction *former) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  // No SA_RESTART: a blocked read must come back to look at the flags.
  action.sa_flags = 0;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, former);
}

void terminal_signals_start(void) {
  if (wake_pipe[0] < 0 && pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
    wake_pipe[0] = wake_pipe[1] = -1;
  }
  catch(SIGINT, NULL);
  // A handler that does nothing, unlike SIG_IGN, is not inherited by the commands we start.
  catch(SIGPIPE, NULL);
}

static const int editing_signals[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGQUIT};
enum { EDITING_SIGNALS = sizeof editing_signals / sizeof editing_signals[0] };
static struct sigaction former_actions[EDITING_SIGNALS];
static bool is_editing;

void terminal_signals_editing(bool on) {
  if (on == is_editing) return;
  is_editing = on;
  for (int index = 0; index < EDITING_SIGNALS; index++) {
    if (on) {
      catch(editing_signals[index], &former_actions[index]);
    } else {
      sigaction(editing_signals[index], &former_actions[index], NULL);
    }
  }
}

int terminal_signals_take(void) { return atomic_exchange(&raised, 0); }
bool terminal_interrupt_is_raised(void) { return atomic_load(&raised) & TERMINAL_INTERRUPT; }
void terminal_interrupt_clear(void) { atomic_fetch_and(&raised, ~TERMINAL_INTERRUPT); }

void terminal_raise_default(int signal) {
  struct sigaction action, former;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &former);
  raise(signal);
  sigaction(signal, &former, NULL);
}

int terminal_wake_descriptor(void) { return wake_pipe[0]; }
void terminal_wake_drain(void) {
  char bytes[64];
  while (wake_pipe[0] >= 0 && read(wake_pipe[0], bytes, sizeof bytes) > 0) {
  }
}

int terminal_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

extern char **environ;

int terminal_spawn(const char *command, int input) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0) posix_spawn_file_actions_adddup2(&actions, input, 0);
  char *const words[] = {"sh", "-c", (char *)command, NULL};
  pid_t child = -1;
  int failure = posix_spawn(&child, "/bin/sh", &actions, NULL, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  return failure == 0 ? (int)child : -1;
}
