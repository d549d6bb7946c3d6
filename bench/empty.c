/* SPDX-License-Identifier: MIT */
/* Nothing at all: what a process costs before it does anything. */
int main(void)
{
    return 0;
}
