/* SPDX-License-Identifier: MIT */
/* Does nothing: the cost of a process itself. */
int main(void)
{
    return 0;
}
