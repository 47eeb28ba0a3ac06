/*
 * What the loops of this folder share: plain blocking sockets, OpenSSL, one dialogue with a mail server, and threads that take numbers until there are none
 * left. They are the least that a client can do, as a measure for the product.
 */
#ifndef WIRE_H
#define WIRE_H

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST_TARGETS = 65536, BUFFER = 4096 };

struct target {
    struct sockaddr_in address;
    char host[128];
};

static struct target targets[MOST_TARGETS];
static int target_count;
static int total;
static int verifies;
static SSL_CTX *context;
static atomic_int next_number;
static atomic_int failures;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_seconds(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static int transfer(int handle, SSL *ssl, char *buffer, int have)
{
    /* Postfix holds its reply back until its TLS ticket is acknowledged (Nagle): acknowledge at once. */
    int one = 1;
    setsockopt(handle, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
    return ssl ? SSL_read(ssl, buffer + have, BUFFER - 1 - have) : (int)recv(handle, buffer + have, (size_t)(BUFFER - 1 - have), 0);
}

/* Reads one whole reply: its last line has a space behind the code. True when it begins with the digit that is wanted. */
static int reply(int handle, SSL *ssl, char digit)
{
    char buffer[BUFFER];
    int have = 0;
    for (;;) {
        int more = transfer(handle, ssl, buffer, have);
        if (more <= 0) {
            return 0;
        }
        have += more;
        buffer[have] = 0;
        if (buffer[have - 1] == '\n') {
            char *line = buffer;
            for (char *end = strchr(line, '\n'); end && end[1]; end = strchr(line, '\n')) {
                line = end + 1;
            }
            if (strlen(line) > 3 && line[3] == ' ') {
                return buffer[0] == digit;
            }
        }
    }
}

static int say(int handle, SSL *ssl, const char *command)
{
    int length = (int)strlen(command);
    return (ssl ? SSL_write(ssl, command, length) : (int)send(handle, command, (size_t)length, MSG_NOSIGNAL)) == length;
}

static const char *converse(int handle, SSL *ssl, const struct target *to)
{
    if (!reply(handle, NULL, '2')) return "greeting";
    if (!say(handle, NULL, "EHLO client.test\r\n") || !reply(handle, NULL, '2')) return "EHLO";
    if (!say(handle, NULL, "STARTTLS\r\n") || !reply(handle, NULL, '2')) return "STARTTLS";
    SSL_set_fd(ssl, handle);
    SSL_set_tlsext_host_name(ssl, to->host);
    if (verifies) SSL_set1_host(ssl, to->host);
    if (SSL_connect(ssl) != 1) return "handshake";
    if (!say(handle, ssl, "EHLO client.test\r\n") || !reply(handle, ssl, '2')) return "EHLO inside TLS";
    if (!say(handle, ssl, "QUIT\r\n") || !reply(handle, ssl, '2')) return "QUIT";
    SSL_shutdown(ssl);
    return NULL;
}

static int open_socket(int kind)
{
    int one = 1;
    int handle = socket(AF_INET, kind, 0);
    if (kind == SOCK_STREAM) setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return handle;
}

static const char *speak_smtp(const struct target *to)
{
    int handle = open_socket(SOCK_STREAM);
    SSL *ssl = SSL_new(context);
    const char *failed = connect(handle, (const struct sockaddr *)&to->address, sizeof to->address) ? "connect" : converse(handle, ssl, to);
    if (failed && SSL_get_verify_result(ssl) != X509_V_OK) failed = X509_verify_cert_error_string(SSL_get_verify_result(ssl));
    SSL_free(ssl);
    close(handle);
    return failed;
}

static void read_targets(const char *path, int port)
{
    FILE *file = fopen(path, "r");
    char address[64];
    while (file && target_count < MOST_TARGETS && fscanf(file, "%63s %127s", address, targets[target_count].host) == 2) {
        struct sockaddr_in *to = &targets[target_count++].address;
        to->sin_family = AF_INET;
        to->sin_port = htons((unsigned short)port);
        inet_pton(AF_INET, address, &to->sin_addr);
    }
    if (file) fclose(file);
}

/* The work of one number: null, or what failed. */
static const char *once(int number);

static void *work(void *unused)
{
    (void)unused;
    for (int number = atomic_fetch_add(&next_number, 1); number < total; number = atomic_fetch_add(&next_number, 1)) {
        const char *failed = once(number);
        if (failed && atomic_fetch_add(&failures, 1) == 0) {
            fprintf(stderr, "%s: %s failed\n", targets[number % target_count].host, failed);
        }
    }
    return NULL;
}

/* Runs it all, prints one line of JSON and gives the exit code. Without a file of roots nothing is verified. */
static int run(int threads, int count, const char *roots)
{
    total = count;
    verifies = roots != NULL;
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (verifies) {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
        if (SSL_CTX_load_verify_locations(context, roots, NULL) != 1) {
            fprintf(stderr, "%s cannot be read\n", roots);
            return 2;
        }
    }
    if (target_count == 0 || threads < 1 || threads > 1024) {
        fprintf(stderr, "no targets, or no threads\n");
        return 2;
    }
    pthread_t *running = calloc((size_t)threads, sizeof *running);
    double began = seconds();
    for (int i = 0; i < threads; i++) pthread_create(&running[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++) pthread_join(running[i], NULL);
    double took = seconds() - began;
    printf("{\"done\":%d,\"failures\":%d,\"seconds\":%.6f,\"cpuSeconds\":%.6f}\n", total - failures, failures, took, cpu_seconds());
    free(running);
    SSL_CTX_free(context);
    return failures ? 1 : 0;
}

#endif
