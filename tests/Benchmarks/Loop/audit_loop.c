/*
 * The least that whoever audits a domain has to send, as a measure for the product: eight questions to a resolver (MX, address of both kinds and TLSA of the
 * mail host, the records of MTA-STS and TLS-RPT, address of both kinds of the policy host), the policy over HTTPS, and a session with STARTTLS; both chains and
 * names are verified. It validates no DNSSEC, reads no record, judges nothing and keeps nothing.
 *
 *   audit_loop TARGETS DOMAINS RESOLVER POLICY-ADDRESS THREADS CAFILE
 *
 * TARGETS is a file with "address host" on each line, DOMAINS one with a domain on each; domain n has the mail host of line n. Prints one line of JSON.
 */
#include "wire.h"

enum { TYPE_A = 1, TYPE_MX = 15, TYPE_TXT = 16, TYPE_AAAA = 28, TYPE_TLSA = 52, HEADER = 12, NAME = 320, MESSAGE = 4096 };

static char domains[MOST_TARGETS][128];
static struct sockaddr_in resolver, policy_host;

static struct sockaddr_in endpoint(const char *address, int port)
{
    struct sockaddr_in to = {0};
    to.sin_family = AF_INET;
    to.sin_port = htons((unsigned short)port);
    inet_pton(AF_INET, address, &to.sin_addr);
    return to;
}

static int put(unsigned char *at, const void *octets, int count)
{
    memcpy(at, octets, (size_t)count);
    return count;
}

/* True when the resolver answers with NOERROR: RFC 1035 section 4, with DO (RFC 3225) and CD (RFC 4035 section 3.2.2), from a port of its own (RFC 5452 section 9.2). */
static int ask(const char *before, const char *name, unsigned char type)
{
    unsigned char message[MESSAGE] = {0};
    char whole[NAME];
    snprintf(whole, sizeof whole, "%s%s", before, name);
    unsigned id = (unsigned)rand();
    int length = put(message, (const unsigned char[]){(unsigned char)(id >> 8), (unsigned char)id, 1, 0x10, 0, 1, 0, 0, 0, 0, 0, 1}, HEADER);
    for (const char *label = whole; *label;) {
        int size = (int)strcspn(label, ".");
        message[length++] = (unsigned char)size;
        length += put(message + length, label, size);
        label += label[size] ? size + 1 : size;
    }
    length += put(message + length, (const unsigned char[]){0, 0, type, 0, 1, 0, 0, 41, 4, 0xd0, 0, 0, 0x80, 0, 0, 0}, 16);
    int handle = open_socket(SOCK_DGRAM);
    unsigned char first = message[0], second = message[1];
    int got = connect(handle, (const struct sockaddr *)&resolver, sizeof resolver) || send(handle, message, (size_t)length, 0) != length
        ? -1 : (int)recv(handle, message, sizeof message, 0);
    close(handle);
    return got >= HEADER && message[0] == first && message[1] == second && (message[3] & 15) == 0;
}

static const char *fetch_policy(const char *domain)
{
    char host[NAME], text[BUFFER * 2];
    snprintf(host, sizeof host, "mta-sts.%s", domain);
    int handle = open_socket(SOCK_STREAM), have = 0;
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, handle);
    SSL_set_tlsext_host_name(ssl, host);
    if (verifies) SSL_set1_host(ssl, host);
    const char *failed = connect(handle, (const struct sockaddr *)&policy_host, sizeof policy_host) || SSL_connect(ssl) != 1 ? "policy handshake" : NULL;
    if (!failed) {
        snprintf(text, sizeof text, "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
        say(handle, ssl, text);
        for (int more; have < (int)sizeof text - 1 && (more = SSL_read(ssl, text + have, (int)sizeof text - 1 - have)) > 0; have += more) {
        }
        text[have] = 0;
        failed = strstr(text, "version: STSv1") ? NULL : "policy";
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    close(handle);
    return failed;
}

static const char *once(int number)
{
    const struct target *to = &targets[number % target_count];
    const char *domain = domains[number];
    int answered = ask("", domain, TYPE_MX) && ask("_mta-sts.", domain, TYPE_TXT) && ask("_smtp._tls.", domain, TYPE_TXT) && ask("", to->host, TYPE_A)
        && ask("", to->host, TYPE_AAAA) && ask("_25._tcp.", to->host, TYPE_TLSA) && ask("mta-sts.", domain, TYPE_A) && ask("mta-sts.", domain, TYPE_AAAA);
    const char *failed = answered ? fetch_policy(domain) : "a question";
    return failed ? failed : speak_smtp(to);
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "audit_loop TARGETS DOMAINS RESOLVER POLICY-ADDRESS THREADS CAFILE\n");
        return 2;
    }
    read_targets(argv[1], 25);
    int count = 0;
    FILE *file = fopen(argv[2], "r");
    while (file && count < MOST_TARGETS && fscanf(file, "%127s", domains[count]) == 1) count++;
    if (file) fclose(file);
    resolver = endpoint(argv[3], 53);
    policy_host = endpoint(argv[4], 443);
    return run(atoi(argv[5]), count, argv[6]);
}
