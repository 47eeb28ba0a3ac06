/*
 * The least that a client of STARTTLS can do, as a measure for the product: greeting, EHLO, STARTTLS, a full handshake, EHLO, QUIT, over
 * and over. It resolves no names and keeps nothing.
 *
 *   smtp_loop TARGETS PORT THREADS COUNT [CAFILE]
 *
 * TARGETS is a file with "address host" on each line; connection n goes to line n modulo their number. With CAFILE chain and name of every
 * connection are verified and a failure is an error; without it nothing is. Prints one line of JSON; errors go to standard error.
 */
#include "wire.h"

static const char *once(int number)
{
    return speak_smtp(&targets[number % target_count]);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "smtp_loop TARGETS PORT THREADS COUNT [CAFILE]\n");
        return 2;
    }
    read_targets(argv[1], atoi(argv[2]));
    return run(atoi(argv[3]), atoi(argv[4]), argc > 5 ? argv[5] : NULL);
}
