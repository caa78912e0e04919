#include "kfuncs.h"

char word[] = "hello, World";
char loud[] = "HELLO, wORLD";
char longer[] = "hello, World!";
char later[] = "jello";
char empty[1];
char latin[] = "\xe9t\xe9";
char upper_latin[] = "\xc9T\xc9";
char times[] = "\xd7";
char divided[] = "\xf7";
char endless[70000];

#define NOWHERE ((const char *)0)
#define USER ((const char *)0x100000001000)
#define ODD ((const char *)0x1234000000000000)

SEC("syscall") int compare(void *ctx)
{
	out[0] = bpf_strcmp(word, word);
	out[1] = bpf_strcmp(word, longer);
	out[2] = bpf_strcmp(longer, word);
	out[3] = bpf_strcmp(word, later);
	out[4] = bpf_strcmp(later, word);
	out[5] = bpf_strcmp(empty, word);
	out[6] = bpf_strcmp(empty, empty);
	out[7] = bpf_strcmp(word, loud);
	out[8] = bpf_strcmp(latin, word);
	out[9] = bpf_strcasecmp(word, loud);
	out[10] = bpf_strcasecmp(longer, loud);
	out[11] = bpf_strcasecmp(latin, loud);
	out[12] = bpf_strcasecmp(latin, upper_latin);
	out[13] = bpf_strcasecmp(times, divided);
	return 0;
}

SEC("syscall") int compare_nothing(void *ctx)
{
	out[0] = bpf_strcmp(NOWHERE, word);
	out[1] = bpf_strcmp(word, NOWHERE);
	out[2] = bpf_strcmp(USER, word);
	out[3] = bpf_strcmp(word, ODD);
	out[4] = bpf_strcasecmp(NOWHERE, NOWHERE);
	for (int i = 0; i < 70000 - 8; i += 8)
		*(volatile __u64 *)&endless[i] = 0x6161616161616161;
	out[5] = bpf_strcmp(endless, endless);
	out[6] = bpf_strcmp(endless, word);
	out[7] = bpf_strcasecmp(endless, endless);
	out[8] = bpf_strlen(endless);
	out[9] = bpf_strnlen(endless, 70000);
	out[10] = bpf_strnlen(endless, 65536);
	out[11] = bpf_strnlen(endless, 65535);
	out[12] = bpf_strlen(endless + 70000 - 8 - 65535);
	out[13] = bpf_strlen(endless + 70000 - 8 - 65536);
	out[14] = bpf_strnlen(endless + 70000 - 8 - 65536, 65536);
	out[15] = bpf_strchr(endless, 'b');
	out[16] = bpf_strstr(endless, endless + 4);
	return 0;
}

SEC("syscall") int length(void *ctx)
{
	out[0] = bpf_strlen(word);
	out[1] = bpf_strlen(empty);
	out[2] = bpf_strlen(NOWHERE);
	out[3] = bpf_strlen(USER);
	out[4] = bpf_strlen(ODD);
	out[5] = bpf_strnlen(word, 5);
	out[6] = bpf_strnlen(word, 12);
	out[7] = bpf_strnlen(word, 13);
	out[8] = bpf_strnlen(word, 0);
	out[9] = bpf_strnlen(NOWHERE, 5);
	out[10] = bpf_strnlen(NOWHERE, 0);
	out[11] = bpf_strnlen(word, -1UL);
	return 0;
}

SEC("syscall") int find_a_character(void *ctx)
{
	out[0] = bpf_strchr(word, 'l');
	out[1] = bpf_strchr(word, 'x');
	out[2] = bpf_strchr(word, 0);
	out[3] = bpf_strchr(empty, 'x');
	out[4] = bpf_strchr(NOWHERE, 'x');
	out[5] = bpf_strchrnul(word, 'o');
	out[6] = bpf_strchrnul(word, 'x');
	out[7] = bpf_strchrnul(word, 0);
	out[8] = bpf_strnchr(word, 3, 'l');
	out[9] = bpf_strnchr(word, 2, 'l');
	out[10] = bpf_strnchr(word, 12, 0);
	out[11] = bpf_strnchr(word, 13, 0);
	out[12] = bpf_strnchr(word, 0, 'h');
	out[13] = bpf_strrchr(word, 'l');
	out[14] = bpf_strrchr(word, 'x');
	out[15] = bpf_strrchr(word, 0);
	out[16] = bpf_strchr(latin, 0xe9);
	out[17] = bpf_strrchr(latin, 0xe9);
	out[18] = bpf_strrchr(latin, -23);
	out[19] = bpf_strrchr(word, 'l' + 256);
	return 0;
}

SEC("syscall") int span(void *ctx)
{
	out[0] = bpf_strspn(word, "ehl");
	out[1] = bpf_strspn(word, "x");
	out[2] = bpf_strspn(word, word);
	out[3] = bpf_strspn(word, empty);
	out[4] = bpf_strspn(empty, word);
	out[5] = bpf_strspn(NOWHERE, word);
	out[6] = bpf_strspn(word, NOWHERE);
	out[7] = bpf_strcspn(word, ", ");
	out[8] = bpf_strcspn(word, "x");
	out[9] = bpf_strcspn(word, "h");
	out[10] = bpf_strcspn(word, empty);
	out[11] = bpf_strcspn(empty, word);
	out[12] = bpf_strcspn(NOWHERE, word);
	out[13] = bpf_strcspn(word, USER);
	return 0;
}

SEC("syscall") int find_a_string(void *ctx)
{
	out[0] = bpf_strstr(word, "World");
	out[1] = bpf_strstr(word, "world");
	out[2] = bpf_strstr(word, empty);
	out[3] = bpf_strstr(empty, word);
	out[4] = bpf_strstr(empty, empty);
	out[5] = bpf_strstr(word, longer);
	out[6] = bpf_strstr(word, "lo");
	out[7] = bpf_strstr(NOWHERE, word);
	out[8] = bpf_strstr(word, NOWHERE);
	out[9] = bpf_strnstr(word, "World", 12);
	out[10] = bpf_strnstr(word, "World", 11);
	out[11] = bpf_strnstr(word, "World", 13);
	out[12] = bpf_strnstr(word, "hello", 5);
	out[13] = bpf_strnstr(word, "hello", 4);
	out[14] = bpf_strnstr(word, empty, 0);
	out[15] = bpf_strnstr(word, "h", 0);
	out[16] = bpf_strnstr(word, "World", -1UL);
	out[17] = bpf_strnstr(NOWHERE, word, 3);
	out[18] = bpf_strnstr(NOWHERE, word, 0);
	return 0;
}
