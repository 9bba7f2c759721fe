// Non-variadic doors to libedit and the terminal, for Swift, which cannot call variadic C.
#ifndef CTERMINAL_H
#define CTERMINAL_H
#include <histedit.h>
int terminal_wcwidth(wchar_t character);
#endif
