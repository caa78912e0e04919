/* Every kind of type that clang writes, and the records of .BTF.ext. See README.md for the commands. */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;

#define SEC(name) __attribute__((section(name), used))
#define CORE __attribute__((preserve_access_index))

enum color { RED, GREEN = 5, BLUE };
enum direction { BACK = -1, FORTH = 1 };
enum wide { NARROW, WIDE = 0x123456789abcULL };
enum lowest { LOWEST = -0x7fffffffffffffffLL - 1, HIGHEST = 0x7fffffffffffffffLL };

struct opaque;
typedef int (*callback)(struct opaque *, const void *, ...);

struct inner {
	__u16 port;
	__u32 address;
};

struct __attribute__((packed)) tight {
	__u8 a;
	__u32 b;
	struct inner in;
};

struct __attribute__((aligned(64))) wide_line {
	__u64 counter;
};

struct bits {
	unsigned int low : 3;
	signed int mid : 7;
	unsigned int : 4;
	__u64 high : 40;
} CORE;

struct everything {
	char comm[16];
	_Bool flag;
	enum color color;
	enum direction direction;
	enum wide wide;
	enum lowest lowest;
	struct bits bits;
	union {
		__u32 word;
		__u8 bytes[4];
		struct {
			__u16 first, second;
		};
	};
	struct tight tight[2];
	struct wide_line line;
	callback call;
	const volatile __u32 *restrict pointer;
	int (*table[3])(int, char);
	int (*(*nested)(void))[4];
	__u32 grid[2][3];
	struct opaque *opaque;
	struct everything *next;
	double real;
	__int128 huge;
	__u8 tail[];
} CORE;

struct event {
	__u32 saddr;
	__u16 port;
	__u8 kind;
};

struct {
	int (*type)[1];
	int (*max_entries)[1024];
	__u32 *key;
	struct event *value;
} events SEC(".maps");

int counter = 1;
static volatile const int limit SEC(".rodata") = 7;
extern int CONFIG_HZ __attribute__((section(".kconfig"), weak));

static __attribute__((noinline)) int weigh(struct everything *thing, int scale)
{
	return thing->color * scale + thing->bits.low + thing->bits.mid;
}

int visit(struct everything *thing)
{
	return weigh(thing, limit) + (int)thing->next->tight[1].b;
}

SEC("socket")
int entry(struct everything *thing)
{
	counter += visit(thing) + CONFIG_HZ;
	if (__builtin_preserve_field_info(thing->real, 2))
		counter += __builtin_preserve_type_info(*(struct event *)0, 1);
	return counter + __builtin_preserve_enum_value(*(enum color *)GREEN, 1);
}

char _license[] SEC("license") = "GPL";
