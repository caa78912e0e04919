// The types of relocate.bpf.c as another kernel has them: members moved, resized, in other anonymous structs, with
// flavours and second definitions that agree; some are gone.
struct inner {
	long before;
	unsigned int b;
	int a;
};

struct pair {
	int before;
	long first;
	long second;
};
typedef struct pair pair_t;

enum state { NEW = 0, IDLE = 10, BUSY = 20, BELOW = -50 };
enum flags64 { LOW64 = 1, HIGH64 = 0xabcdef0123456ULL };
enum grows { FIRST = 1, GROWN = 0x100000000ULL };

struct forward {
	int x;
};

struct task {
	long before[3];
	struct {
		struct {
			short anon_b;
			int gap;
			char anon_c[3];
		};
		long anon_a;
	};
	unsigned int flags;
	struct task *parent;
	int pid;
	struct inner many[6];
	struct inner in;
	struct {
		short grid[4][5];
	};
	unsigned long long bits33 : 40;
	unsigned int gap7 : 7;
	unsigned int bits3 : 2;
	int bits5 : 9;
	enum state state;
	unsigned int small;
	unsigned short narrowed;
	short narrowed_signed;
	unsigned char flag;
	double real;
	struct inner other_kind;
	pair_t pair;
	long (*call)(int, int);
	unsigned short qualified;
	int tail[];
};

struct task___v1 {
	int unrelated;
};

struct task___v2 {
	char fill[100];
	int only_in_flavour;
};

union variant {
	int i;
	long l;
	char c;
};

struct matched {
	long more;
	struct task *task;
	int x;
	union variant variant;
};
struct unmatched {
	int x;
	long y;
};
struct calls {
	int before;
	int (*first)(struct task *task, unsigned int n);
	enum state states[3];
};
struct pointing {
	long before;
	struct inner **inner;
	struct forward *forward;
	union variant *variant;
};
typedef int (*function_t)(struct task *task, unsigned int n);
typedef unsigned long word_t;
typedef struct inner *inner_ptr_t;

struct task task;
struct task___v1 task_v1;
struct task___v2 task_v2;
union variant variant;
struct matched matched;
struct unmatched unmatched;
struct calls calls;
struct pointing pointing;
function_t function;
word_t word;
inner_ptr_t inner_ptr;
enum state state;
enum flags64 flags64;
enum grows grows;
struct forward forward;
