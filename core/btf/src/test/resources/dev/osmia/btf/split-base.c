// The types of a kernel, for a module beside: see README.md.
typedef unsigned int u32;

struct list {
	struct list *next;
};

struct device {
	struct list links;
	u32 number;
	char name[16];
};

struct device first_device;

int start_device(struct device *device)
{
	return device->number;
}
