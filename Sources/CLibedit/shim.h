// The door to libedit, the line editor under the shell.
#include <histedit.h>
