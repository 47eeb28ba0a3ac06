# The totals of TLS reports (RFC 8460), recomputed without the product: read with jq -s over the JSON of all reports.
# Sessions that one report lists under sts and tlsa for the same domain are the same: the larger number counts.
def part(kind; f): [.[] | select(kind) | f] | add // 0;
def once(f): ([part(.t == "sts"; f), part(.t == "tlsa"; f)] | max) + part(.t != "sts" and .t != "tlsa"; f);
def rows: . as $r | .policies[] | {t: .policy."policy-type", d: .policy."policy-domain", ok: .summary."total-successful-session-count",
  bad: .summary."total-failure-session-count", f: ."failure-details", o: $r."organization-name", day: $r."date-range"."start-datetime"[0:10], mode: [.policy."policy-string"[] | select(startswith("mode: ")) | .[6:]][0]};
def sessions: [.[] | [rows] | group_by(.d)[] | {d: .[0].d, o: .[0].o, day: .[0].day, bad: once(.bad), all: once(.ok + .bad)}];
def failures: [.[] | [rows | . as $p | .f[] | {t: $p.t, d: $p.d, day: $p.day, type: ."result-type", host: ."receiving-mx-hostname", ip: ."sending-mta-ip", n: ."failed-session-count"}]];
def by(f): map(select(f != null)) | group_by([f, .d]) | map({k: (.[0] | f), n: once(.n)});
def merge: group_by(.k) | map({key: .[0].k, value: (map(.n) | add)}) | from_entries;
def table(f): group_by(f) | map({key: (.[0] | f), value: [(map(.all - .bad) | add), (map(.bad) | add)]}) | from_entries;
length as $all | unique_by([."organization-name", ."report-id"]) | . as $once | sessions as $s | failures as $f
| {reports: length, duplicates: ($all - length), successfulSessions: ($s | map(.all - .bad) | add), failedSessions: ($s | map(.bad) | add),
   domains: ($s | table(.d)), organizations: ($s | table(.o)), days: ($s | table(.day)),
   policies: ([.[] | rows | {k: ([.t, (if .t == "sts" then .mode else null end), .d] | map(select(. != null)) | join(" ")), all: (.ok + .bad), bad: .bad}] | table(.k)),
   resultTypes: ([$f[] | by(.type)[]] | merge), mxHosts: ([$f[] | by(.host)[]] | merge), sendingMtaIps: ([$f[] | by(.ip)[]] | merge),
   failures: ([$f[] | group_by([.d, .type, .host])[] | {k: (.[0] | "\(.d) \(.type) \(.host)"), n: once(.n), day: .[0].day}] | group_by(.k)
     | map({key: .[0].k, value: [(map(.n) | add), (map(.day) | min), (map(.day) | max)]}) | from_entries)}
