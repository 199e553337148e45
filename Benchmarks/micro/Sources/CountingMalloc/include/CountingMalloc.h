#ifndef COUNTING_MALLOC_H
#define COUNTING_MALLOC_H

#include <stdint.h>

/// How often the calling thread has asked for memory so far.
uint64_t allocation_count(void);

#endif
