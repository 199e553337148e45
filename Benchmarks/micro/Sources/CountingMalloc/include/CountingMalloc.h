#ifndef COUNTING_MALLOC_H
#define COUNTING_MALLOC_H

#include <stdint.h>

/// How often the program, in all its threads, has asked for memory so far.
uint64_t allocation_count(void);

#endif
