// The door to libarchive: one API over gzip, zip, zstd and xz.
#include <archive.h>
#include <archive_entry.h>
