/* Maps as loaders other than libbpf define them: iproute2 by numbers, gobpf in sections of their own. */
struct elf_map {
	unsigned int type, key_size, value_size, max_entries, flags, id, pinning, inner_id, inner_index;
};
struct go_map {
	unsigned int type, key_size, value_size, max_entries, flags, pinning;
	char name_space[256];
};

__attribute__((section("maps"), used)) struct elf_map backends = {
	.type = 12, .key_size = 4, .value_size = 4, .max_entries = 16, .id = 1, .inner_id = 2, .inner_index = 7,
};
__attribute__((section("maps"), used)) struct elf_map backend = {
	.type = 2, .key_size = 4, .value_size = 12, .max_entries = 3, .id = 2, .pinning = 2,
};
__attribute__((section("maps/events"), used)) struct go_map events = {
	.type = 2, .key_size = 4, .value_size = 4, .max_entries = 8, .pinning = 1, .name_space = "globals",
};

__attribute__((section("from-netdev"), used)) int handle(void *context)
{
	void *(*look_up)(void *, void *) = (void *)1;
	unsigned int zero = 0;
	void *inner = look_up(&backends, &zero);

	return inner && look_up(inner, &zero) && look_up(&events, &zero);
}
