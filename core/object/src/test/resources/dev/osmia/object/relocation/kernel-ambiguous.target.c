// Two definitions of one struct that do not agree about everything.
struct task {
	int pid;
	int flags;
	struct task *parent;
};

struct task___other {
	long before;
	int pid;
	int in_other;
	struct task *parent;
};

struct task task;
struct task___other task_other;
