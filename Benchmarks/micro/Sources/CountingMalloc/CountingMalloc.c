// Stands in front of glibc's allocator and counts. The program's own definitions are taken before the library's.

#include "CountingMalloc.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

// A counter for each thread, each on cache lines of its own, so that threads don't disturb each other.
#define THREADS 256

typedef struct {
    _Alignas(128) _Atomic uint64_t value;
} counter;

static counter counters[THREADS];
static atomic_uint threads;
static _Thread_local counter *own;

static void count(void) {
    if (!own) own = &counters[atomic_fetch_add(&threads, 1) % THREADS];
    // Only this thread writes here, unless there are more of them than counters.
    uint64_t value = atomic_load_explicit(&own->value, memory_order_relaxed);
    atomic_store_explicit(&own->value, value + 1, memory_order_relaxed);
}

uint64_t allocation_count(void) {
    uint64_t sum = 0;
    for (size_t index = 0; index < THREADS; index++) {
        sum += atomic_load_explicit(&counters[index].value, memory_order_relaxed);
    }
    return sum;
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count();
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
