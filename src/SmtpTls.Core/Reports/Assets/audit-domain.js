'use strict';

// The page of one domain, made of its record.
const domainPage = (() => {
  const { make } = smtptls;
  const { index } = audit;
  const colours = { Pass: 'good', Warn: 'warn', Fail: 'bad', Valid: 'good', Invalid: 'bad', Secure: 'good', Bogus: 'bad' };
  const words = { NotPresent: 'Not present' };
  const time = value => value ? value.replace('T', ' ').replace(/(\.\d+)?Z$/, '').slice(0, 16) + ' UTC' : null;
  const coloured = word => word ? make('span', { class: colours[word] ?? null }, words[word] ?? word) : null;
  const yes = value => value === true ? 'yes' : value === false ? 'no' : null;
  const code = text => text ? make('code', { class: 'hash' }, text) : null;
  const items = texts => texts && texts.length > 0 ? make('ul', {}, texts.map(text => make('li', {}, text))) : null;
  const section = (title, ...content) => make('section', {}, make('h3', {}, title), content);
  const chip = severity => make('span', { class: 'chip ' + severity }, severity);

  // Pairs of name and value; what is not known is left out.
  const facts = pairs => make('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [make('dt', {}, name), make('dd', {}, value instanceof Node ? value : String(value))]));

  const table = (caption, headings, rows) => make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    make('table', {}, make('caption', {}, caption), make('thead', {}, make('tr', {}, headings.map(heading => make('th', { scope: 'col' }, heading)))),
      make('tbody', {}, rows.map(row => make('tr', {}, row.map(cell => make('td', {}, cell ?? '–')))))));

  const fold = (title, open, ...content) => make('details', { open }, make('summary', {}, title), content);

  const head = (audit_, row) => {
    const grade = index.grade[row];
    const verdicts = index.mechanisms.map((name, i) => [name, audit.verdict(i, row)]);
    return [
      make('h2', { tabindex: '-1' }, audit_.domain + ' ', make('span', { class: 'grade ' + (grade === '-' ? '' : grade) }, grade === '-' ? '–' : grade)),
      make('p', { class: 'lead' }, make('strong', {}, audit.standing(row)), ': ' + {
        Enforced: 'interference stops delivery, not privacy.',
        Authenticatable: 'certificates would hold, but nothing makes a sender check them.',
        Opportunistic: 'mail is encrypted, unless someone interferes.',
        None: 'mail may travel in clear.',
        'Not assessed': 'nothing could be seen, so neither good nor bad is said.',
        'No mail host': 'DNS names no host that takes mail for this domain.',
        'Takes no mail': 'the domain says so itself with a null MX.',
      }[audit.standing(row)]),
      make('p', { class: 'quiet' }, `Assessed ${time(audit_.assessedAt)} in ${(audit_.durationMs / 1000).toFixed(1)} s. MX records: ${audit_.mxState}.`),
      make('dl', { class: 'figures' }, verdicts.map(([name, verdict]) => make('div', {}, make('dt', {}, name), make('dd', { class: colours[verdict] ?? 'quiet' }, verdict)))),
    ];
  };

  const steps = list => list.length === 0 ? null : section('Why this grade, and what is missing for the next',
    make('ul', { class: 'steps' }, list.map((step, i) => make('li', { class: step.reached ? 'reached' : i === 0 ? 'next' : null },
      make('strong', {}, step.reached ? `Grade ${step.grade} (${step.assurance}) is reached` : i === 0 ? `Next: grade ${step.grade} (${step.assurance})` : `Then: grade ${step.grade} (${step.assurance})`),
      items(step.reasons)))));

  const isName = text => /^[a-z0-9._-]{1,253}$/i.test(text);

  const finding = ([place, subject, detail]) => {
    const kind = index.findings[place];
    const about = text => isName(subject) ? text.replaceAll('HOST', subject).replaceAll('DOMAIN', subject) : text;
    return make('li', {}, make('h4', {}, chip(kind.severity), ' ' + kind.title),
      make('p', {}, detail), make('p', {}, make('strong', {}, 'What to do: '), kind.remedy),
      make('p', { class: 'quiet' }, `Subject: ${subject} · who acts: ${kind.actor} · `, make('code', {}, kind.id), ` · ${kind.reference}`),
      kind.steps.length > 0 || kind.cause ? make('details', {}, make('summary', {}, 'Why, and step by step'), kind.cause ? make('p', {}, about(kind.cause)) : null,
        kind.steps.length > 0 ? make('ol', {}, kind.steps.map(step => make('li', {}, about(step)))) : null) : null);
  };

  const findings = list => {
    const weight = one => audit.severities.indexOf(index.findings[one[0]].severity);
    const sorted = [...list].sort((a, b) => weight(b) - weight(a));
    return section(`Findings (${list.length})`, list.length === 0 ? make('p', {}, 'There is none.') : make('ul', { class: 'todo' }, sorted.map(finding)));
  };

  const certificates = chain => chain.length === 0 ? null : table('The certificates as the server sent them, its own first.', ['Certificate', 'Valid', 'Key', 'Fingerprints'],
    chain.map((one, i) => [
      make('div', {}, make('strong', {}, one.subject ?? 'without a subject'), make('div', { class: 'quiet' }, 'issued by ' + (one.issuer ?? 'nobody known')),
        one.names.length > 0 ? make('div', {}, 'names: ' + one.names.join(', ')) : null,
        i === 0 ? make('div', {}, one.trustedBy.length > 0 ? 'trusted by ' + one.trustedBy.join(', ') : 'trusted by no root program') : null),
      make('div', {}, make('div', {}, 'from ' + (time(one.notBefore) ?? 'unknown')), make('div', {}, 'to ' + (time(one.notAfter) ?? 'unknown'))),
      `${one.keyType ?? 'unknown'} ${one.keyBits ?? ''}, signed with ${one.signatureAlgorithm ?? 'unknown'}`,
      make('div', {}, make('div', {}, 'SHA-256 ', code(one.sha256)), one.spkiSha256 ? make('div', {}, 'of the key ', code(one.spkiSha256)) : null, one.serialNumber ? make('div', {}, 'serial ', code(one.serialNumber)) : null),
    ]));

  const transcript = lines => lines.length === 0 ? null : [make('h4', {}, 'Transcript'),
    make('pre', { class: 'text', tabindex: '0', role: 'region', 'aria-label': 'Transcript' }, lines.map(line => [
      make('span', { class: 'time' }, line.atMs.toFixed(1).padStart(9) + ' ms  '),
      make('span', { class: line.side === 'Client' ? 'client' : null }, (line.side === 'Client' ? 'C: ' : 'S: ') + (line.line ?? '')), '\n']))];

  const timings = all => [['connect', 'connectMs'], ['greeting', 'greetingMs'], ['EHLO', 'ehloMs'], ['STARTTLS', 'startTlsMs'], ['handshake', 'handshakeMs'], ['in all', 'totalMs']]
    .filter(([, name]) => typeof all[name] === 'number').map(([name, member]) => `${name} ${all[member].toFixed(1)} ms`).join(', ');

  const addressOf = (one, open) => {
    const place = one.address ? `${one.address} port ${one.port}` : 'no address';
    const end = one.encrypted ? `${one.outcome}, ${one.tlsVersion}, certificate ${one.certificateVerdict}` : one.outcome;
    return fold(`${one.host ?? 'Null MX'} (${place}): ${end}`, open,
      facts([
        ['Outcome', one.outcome],
        ['Verdict', coloured(one.verdict)],
        ['TLS', one.tlsVersion ? `${one.tlsVersion}${one.cipherSuite ? ', ' + one.cipherSuite : ''}${one.keyExchangeGroup ? ', ' + one.keyExchangeGroup : ''}` : null],
        ['Certificate', coloured(one.certificateVerdict)],
        ['Problems', one.certificateProblems.join(', ')],
        ['Greeting', one.banner],
        ['EHLO before TLS', one.capabilities.join(', ')],
        ['EHLO inside TLS', one.capabilitiesAfterTls.join(', ')],
        ['Times', timings(one.timings)],
      ]), certificates(one.chain), transcript(one.transcript));
  };

  const hosts = (record, addresses) => section('Mail hosts',
    record.audit.mx.length > 0 ? table('Mail hosts in the order a sender tries them.', ['Host', 'Preference', 'Addresses', 'DNSSEC'],
      record.audit.mx.map(mx => [mx.host, mx.preference === undefined ? 'none (implicit)' : String(mx.preference), mx.addresses.join(', ') || '–', coloured(mx.security)])) : null,
    addresses.map((one, i) => addressOf(one, i === 0 || one.verdict !== 'Pass')));

  const mtaSts = (sts, lines) => section('MTA-STS', sts ? [
    facts([
      ['State', sts.state],
      ['Verdict', coloured(sts.verdict)],
      ['Record', code(sts.record?.raw)],
      ['Problems of the record', items(sts.record?.problems)],
      ['Policy', sts.policy?.url],
      ['Answer', sts.policy?.httpStatus ? `${sts.policy.httpStatus}, ${sts.policy.contentType ?? 'no media type'}` : null],
      ['Mode', sts.policy?.mode],
      ['Web certificate ends', time(sts.policy?.webCertificateNotAfter)],
      ['Problems of the policy', items(sts.policy?.problems)],
      ['A sender now', sts.sender ? `${sts.sender.action}${sts.sender.via ? ` via ${sts.sender.via}` : ''}${sts.sender.tls ? `, ${sts.sender.tls} TLS` : ''}` : null],
    ]),
    lines.length > 0 ? [make('h4', {}, 'The policy as it was fetched'), make('pre', { class: 'text', tabindex: '0', role: 'region', 'aria-label': 'Policy' }, lines.join('\n'))] : null,
    sts.mxResults.length > 0 ? table('Each mail host held against the policy.', ['Host', 'Covered by', 'Gets mail', 'Problems'],
      sts.mxResults.map(mx => [mx.host, mx.pattern ?? 'no pattern', yes(mx.deliverable) ?? 'unknown', mx.problems.join(', ')])) : null,
  ] : make('p', {}, 'It was not asked.'));

  const daneHost = host => [make('h4', {}, host.host),
    facts([
      ['State', host.state], ['Verdict', coloured(host.verdict)], ['Effect on a sender', host.effect], ['Why', host.reason],
      ['DNSSEC of MX', coloured(host.mxSecurity)], ['of addresses', coloured(host.addressSecurity)], ['of TLSA', coloured(host.tlsaSecurity)], ['TLSA below', host.baseDomain],
    ]),
    host.records.length > 0 ? table('TLSA records.', ['Record', 'Role', 'Problem'], host.records.map(one => [code(`${one.usage} ${one.selector} ${one.matchingType} ${one.data}`), one.role, one.problem])) : null,
    host.certificates.length > 0 ? table('Certificates they were held against.', ['Address', 'Key', 'Fits', 'Subject', 'SHA-256 of the key'],
      host.certificates.map(one => [one.address, one.keyType, yes(one.matched) ?? 'not seen', one.problem ? `${one.subject ?? ''} (${one.problem})` : one.subject, code(one.spkiSha256)])) : null];

  const dane = all => section('DANE', !all ? make('p', {}, 'It was not asked.')
    : all.hosts.length === 0 ? make('p', {}, `State: ${all.state}.`) : all.hosts.map(daneHost));

  const tlsRpt = all => section('TLS-RPT', all ? facts([
    ['State', all.state], ['Verdict', coloured(all.verdict)], ['Record', code(all.raw)], ['Reports go to', all.rua.join(', ')], ['Problems', items(all.problems)],
  ]) : make('p', {}, 'It was not asked.'));

  const proof = answers => answers.length === 0 ? null : section('DNS answers and their proof',
    table('Whether each answer is genuine.', ['Name', 'Type', 'DNSSEC', 'Why'], answers.map(one => [one.name, one.type, coloured(one.security) ?? 'not validated', one.reason])),
    answers.filter(one => one.steps.length > 0).map(one => fold(`Proof of ${one.name} ${one.type}`, false, make('ol', {}, one.steps.map(step => make('li', {}, step))))));

  const way = row => {
    const [before, behind] = list.beside(row);
    const to = (place, text) => place === undefined ? null : make('a', { href: '#domain/' + encodeURIComponent(index.domains[place]) }, text);
    return make('nav', { class: 'way', 'aria-label': 'Other domains' }, make('a', { href: list.address() }, '← All domains'),
      make('span', {}, to(before, 'Previous'), before !== undefined && behind !== undefined ? ' · ' : null, to(behind, 'Next')));
  };

  return async row => {
    const record = await audit.domain(row);
    const addresses = await Promise.all(record.addresses.map(async ([place]) => audit.address(place)));
    return [way(row), head(record.audit, row), steps(record.audit.steps), findings(record.findings), hosts(record, addresses),
      mtaSts(record.audit.mtaSts, record.policy), dane(record.audit.dane), tlsRpt(record.audit.tlsRpt), proof(record.audit.dnsSecurity)].flat().filter(one => one !== null);
  };
})();
