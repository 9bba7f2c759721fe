// The door to libarchive: one API over gzip, zip, zstd and xz, opened when a first archive is.
//
// The library and the dozen others it needs are loaded by name then, not at start-up: a run over
// plain text, which is most of them, does not wait for them. Each call here is that of
// `archive.h` with `lazy_` before its name.
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>

/// The library, or null where it is not installed.
static inline void *lazy_archive_library(void) {
  static void *library;
  void *found = __atomic_load_n(&library, __ATOMIC_ACQUIRE);
  if (found) return found;
  found = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!found) found = dlopen("libarchive.so", RTLD_NOW | RTLD_LOCAL);
  __atomic_store_n(&library, found, __ATOMIC_RELEASE);
  return found;
}

#define LAZY(result, name, parameters, arguments)                             \
  static inline result lazy_##name parameters {                               \
    static void *known;                                                       \
    void *symbol = __atomic_load_n(&known, __ATOMIC_ACQUIRE);                 \
    if (!symbol) {                                                            \
      symbol = dlsym(lazy_archive_library(), #name);                          \
      __atomic_store_n(&known, symbol, __ATOMIC_RELEASE);                     \
    }                                                                         \
    return ((result(*) parameters)symbol) arguments;                          \
  }

LAZY(struct archive *, archive_read_new, (void), ())
LAZY(int, archive_read_free, (struct archive * a), (a))
LAZY(int, archive_read_support_filter_gzip, (struct archive * a), (a))
LAZY(int, archive_read_support_filter_xz, (struct archive * a), (a))
LAZY(int, archive_read_support_filter_zstd, (struct archive * a), (a))
LAZY(int, archive_read_support_filter_bzip2, (struct archive * a), (a))
LAZY(int, archive_read_support_filter_lz4, (struct archive * a), (a))
LAZY(int, archive_read_support_format_zip, (struct archive * a), (a))
LAZY(int, archive_read_support_format_raw, (struct archive * a), (a))
LAZY(int, archive_read_support_format_empty, (struct archive * a), (a))
LAZY(int, archive_read_next_header, (struct archive * a, struct archive_entry **entry), (a, entry))
LAZY(la_ssize_t, archive_read_data, (struct archive * a, void *bytes, size_t size), (a, bytes, size))
LAZY(la_int64_t, archive_filter_bytes, (struct archive * a, int filter), (a, filter))
LAZY(const char *, archive_error_string, (struct archive * a), (a))
LAZY(int, archive_entry_is_encrypted, (struct archive_entry * entry), (entry))
LAZY(const char *, archive_entry_pathname, (struct archive_entry * entry), (entry))
LAZY(int, archive_read_open_filename, (struct archive * a, const char *path, size_t block),
     (a, path, block))
LAZY(int, archive_read_open,
     (struct archive * a, void *context, archive_open_callback *open, archive_read_callback *read,
      archive_close_callback *close),
     (a, context, open, read, close))

#undef LAZY
