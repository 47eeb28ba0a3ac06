// A yardstick for whole audits: the Go packages of mox (github.com/mjl-/mox) asked for what an audit needs of each domain of a list: MX, MTA-STS
// policy, TLS-RPT record, addresses, TLSA records, and one SMTP session with STARTTLS that is verified by DANE and against the trusted roots. Built inside
// a checkout of mox; the system's resolver has to validate. Prints a line a domain.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/mjl-/mox/dns"
	"github.com/mjl-/mox/mtasts"
	"github.com/mjl-/mox/smtpclient"
	"github.com/mjl-/mox/tlsrpt"
)

var (
	quiet    = slog.New(slog.NewTextHandler(io.Discard, nil))
	resolver = dns.StrictResolver{Log: quiet}
	self     = dns.Domain{ASCII: "client.test"}
)

func audit(name string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	domain, err := dns.ParseDomain(name)
	if err != nil {
		return "", err
	}
	hop := dns.IPDomain{Domain: domain}
	_, _, authentic, _, hosts, _, err := smtpclient.GatherDestinations(ctx, quiet, resolver, hop)
	if err != nil {
		return "", err
	}
	_, policy, _, stsErr := mtasts.Get(ctx, quiet, resolver, domain)
	_, _, rptErr := tlsrpt.Lookup(ctx, quiet, resolver, domain)

	host := hosts[0].Host
	dialed := map[string][]net.IP{}
	hostAuthentic, expandedAuthentic, expanded, ips, _, err := smtpclient.GatherIPs(ctx, quiet, resolver, "ip", host, dialed)
	if err != nil {
		return "", err
	}
	opts := smtpclient.Opts{}
	dane := false
	if authentic && hostAuthentic {
		required, records, _, err := smtpclient.GatherTLSA(ctx, quiet, resolver, host.Domain, expandedAuthentic, expanded)
		if err != nil {
			return "", err
		}
		dane, opts.DANERecords = required, records
	}
	conn, _, err := smtpclient.Dial(ctx, quiet, &net.Dialer{}, host, ips, 25, dialed, nil)
	if err != nil {
		return "", err
	}
	client, err := smtpclient.New(ctx, quiet, conn, smtpclient.TLSRequiredStartTLS, true, self, host.Domain, opts)
	if err != nil {
		conn.Close()
		return "", err
	}
	version := client.TLSConnectionState().Version
	client.Close()
	mode := "none"
	if stsErr == nil {
		mode = string(policy.Mode)
	}
	return fmt.Sprintf("tls=%x dane=%t sts=%s tlsrpt=%t", version, dane, mode, rptErr == nil), nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: mox_audit FILE AT-ONCE")
		os.Exit(2)
	}
	file, err := os.Open(os.Args[1])
	atOnce, err2 := strconv.Atoi(os.Args[2])
	if err != nil || err2 != nil || atOnce < 1 {
		fmt.Fprintln(os.Stderr, "cannot read the arguments:", err, err2)
		os.Exit(2)
	}
	names := make(chan string)
	lines := make(chan string)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for name := range names {
				if said, err := audit(name); err != nil {
					lines <- name + " failed: " + err.Error()
				} else {
					lines <- name + " ok " + said
				}
			}
		})
	}
	go func() {
		for scanner := bufio.NewScanner(file); scanner.Scan(); {
			names <- scanner.Text()
		}
		close(names)
		workers.Wait()
		close(lines)
	}()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for line := range lines {
		fmt.Fprintln(out, line)
	}
}
