// The programs of bench/programs as C functions, run in a loop that the compiler cannot see through.
typedef unsigned char u8;
typedef unsigned long long u64;

static u64 counters[16];

u64 *native_counter(void *map, const void *key)
{
	(void)map;
	return &counters[*(const unsigned int *)key & 15];
}

#define PROGRAM(name) extern u64 native_##name(u8 *, u64);
#include "programs.h"
#undef PROGRAM

typedef u64 (*program)(u8 *, u64);

#define PROGRAM(name) native_##name,
static volatile program programs[] = {
#include "programs.h"
};

u64 run(int number, u8 *packet, u64 length, u64 times)
{
	u64 result = 0;

	for (u64 i = 0; i < times; i++)
		result = programs[number](packet, length);
	return result;
}
