// Counts what the calling thread asks the allocator for. For tests only.
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/// How many pieces of memory the calling thread has asked for so far; zero where nobody counts.
long allocationsOfThread(void);

#endif
