// The door to libedit, the line editor under the shell, opened when a first line is edited.
//
// The library and the three others it needs are loaded by name then, not at start-up: every
// command but the shell does without. Each call here is that of `histedit.h` with `lazy_` before
// its name, and may be made once `lazy_edit_library` has found the library.
#include <dlfcn.h>
#include <histedit.h>

/// The library, or null where it is not installed.
static inline void *lazy_edit_library(void) {
  static void *library;
  if (!library) library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libedit.so", RTLD_NOW | RTLD_LOCAL);
  return library;
}

#define LAZY(result, name, parameters, arguments)                          \
  static inline result lazy_##name parameters {                            \
    static void *symbol;                                                   \
    if (!symbol) symbol = dlsym(lazy_edit_library(), #name);               \
    return ((result(*) parameters)symbol) arguments;                       \
  }

LAZY(EditLine *, el_init, (const char *name, FILE *in, FILE *out, FILE *err), (name, in, out, err))
LAZY(void, el_end, (EditLine * e), (e))
LAZY(int, el_source, (EditLine * e, const char *file), (e, file))
LAZY(void, el_resize, (EditLine * e), (e))
LAZY(int, el_cursor, (EditLine * e, int count), (e, count))
LAZY(void, el_deletestr, (EditLine * e, int count), (e, count))
LAZY(const LineInfoW *, el_wline, (EditLine * e), (e))
LAZY(const wchar_t *, el_wgets, (EditLine * e, int *count), (e, count))
LAZY(int, el_winsertstr, (EditLine * e, const wchar_t *text), (e, text))

// `el_set` and `el_get` take what their operation needs, so that these give the call itself.
typedef int (*lazy_el_variadic)(EditLine *, int, ...);
#define LAZY_VARIADIC(name)                                          \
  static inline lazy_el_variadic lazy_##name(void) {                 \
    static void *symbol;                                             \
    if (!symbol) symbol = dlsym(lazy_edit_library(), #name);         \
    return (lazy_el_variadic)symbol;                                 \
  }

LAZY_VARIADIC(el_set)
LAZY_VARIADIC(el_get)

#undef LAZY
#undef LAZY_VARIADIC
