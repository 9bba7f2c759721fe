// Non-variadic doors to libedit and the terminal, for Swift, which cannot call variadic C, plus the
// signal flags that a handler may touch and the wake pipe that ends a poll.
#ifndef CTERMINAL_H
#define CTERMINAL_H
#include <histedit.h>
#include <stdbool.h>
#include <stddef.h>

typedef char *(*terminal_prompt_fn)(EditLine *);
typedef unsigned char (*terminal_command_fn)(EditLine *, int);
typedef int (*terminal_reader_fn)(EditLine *, wchar_t *);

// Locale: character types in UTF-8 whatever the environment says; numbers are left alone.
void terminal_use_utf8(void);
int terminal_wcwidth(wchar_t character);
bool terminal_isprint(wchar_t character);

// Opens the editor on the standard streams; its owner is what callbacks find it by.
EditLine *terminal_editor_open(const char *program);
void terminal_editor_set_owner(EditLine *editor, void *owner);
void *terminal_editor_owner(EditLine *editor);
int terminal_editor_set_prompt(EditLine *editor, terminal_prompt_fn prompt, char literal);
int terminal_editor_set_reader(EditLine *editor, terminal_reader_fn reader);
int terminal_editor_add(EditLine *editor, const char *name, terminal_command_fn command);
int terminal_editor_bind(EditLine *editor, const char *key, const char *command);
int terminal_editor_bind_alternate(EditLine *editor, const char *key, const char *command);
int terminal_editor_use_keymap(EditLine *editor, const char *name);
// Ctrl-S, Ctrl-Q, Return and line feed reach us as they were typed.
int terminal_editor_take_keys_raw(EditLine *editor);
bool terminal_editor_is_vi(EditLine *editor);
bool terminal_editor_is_enabled(EditLine *editor);
int terminal_editor_refresh(EditLine *editor);
int terminal_editor_prepare(EditLine *editor, bool raw);

// Window size in cells; 0 where the terminal does not say.
int terminal_columns(int descriptor);
int terminal_rows(int descriptor);

static const int TERMINAL_INTERRUPT = 1;
static const int TERMINAL_RESIZE = 2;
static const int TERMINAL_SUSPEND = 4;
static const int TERMINAL_CONTINUE = 8;
static const int TERMINAL_TERMINATE = 16;
static const int TERMINAL_HANGUP = 32;

// Ctrl-C becomes a flag for as long as the shell runs; a broken pipe an error, not a death.
void terminal_signals_start(void);
// While a line is edited, the other signals become flags too; afterwards they act as they did.
void terminal_signals_editing(bool on);
// The flags raised since the last call, cleared.
int terminal_signals_take(void);
bool terminal_interrupt_is_raised(void);
void terminal_interrupt_clear(void);
// Puts the signal's default action back and raises it: suspends, or ends the process as it would
// have without us.
void terminal_raise_default(int signal);
// The read end of the pipe that `terminal_wake` and every flagged signal write to.
int terminal_wake_descriptor(void);
void terminal_wake(void);
void terminal_wake_drain(void);

// A pipe whose ends no command inherits; 0 or -1.
int terminal_pipe(int *ends);
// Starts `sh -c command`, reading from `input` where that is not negative; its process id, or -1.
int terminal_spawn(const char *command, int input);

#endif
