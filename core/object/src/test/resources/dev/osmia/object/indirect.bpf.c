/* A call through a register, which clang 19 encodes otherwise than those before it. */
typedef int (*function)(int);

__attribute__((section("socket"))) int indirect(function *functions)
{
	return functions[1](3);
}
