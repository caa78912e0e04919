// A kernel that has hardly any of the types of relocate.bpf.c, and those with other kinds.
union inner {
	int a;
	unsigned int b;
};

struct variant {
	int i;
	long l;
};

typedef int pair_t;
typedef void (*function_t)(int n);
typedef struct variant word_t;
typedef union inner *inner_ptr_t;

enum state { NEWEST };

struct task {
	char pid;
	void *flags;
	union inner in;
	long tail;
};

union inner inner;
struct variant variant;
pair_t pair;
function_t function;
word_t word;
inner_ptr_t inner_ptr;
enum state state;
struct task task;
