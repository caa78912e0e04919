// The types of a module: its own, made of those of split-base.c.
typedef unsigned int u32;

struct list {
	struct list *next;
};

struct device {
	struct list links;
	u32 number;
	char name[16];
};

enum speed {
	SLOW,
	FAST = 1000,
};

struct card {
	struct device device;
	enum speed speed;
	struct card *peer;
};

struct card first_card;

int start_card(struct card *card, enum speed speed)
{
	card->speed = speed;
	return card->device.number;
}
