'use strict';

// The domains in columns, and the records behind them, which are unpacked when somebody asks for one.
const audit = (() => {
  const index = JSON.parse(document.getElementById('audit-index').textContent);
  const verdicts = { P: 'Pass', W: 'Warn', F: 'Fail', N: 'Not present', I: 'Inconclusive', '-': 'Not asked' };
  const severities = ['Info', 'Low', 'Medium', 'High', 'Critical'];
  const placeOf = new Map(index.domains.map((domain, row) => [domain, row]));

  // The records stand behind the scripts: what is asked for early waits for the rest of the file.
  const whole = document.readyState === 'loading' ? new Promise(done => { addEventListener('DOMContentLoaded', done, { once: true }); }) : Promise.resolve();
  const blocks = new Map();
  const most = 12;

  const unpack = async id => {
    await whole;
    const octets = Uint8Array.from(atob(document.getElementById(id).textContent), character => character.charCodeAt(0));
    const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  };

  const record = async (kind, place) => {
    const id = kind + Math.floor(place / index.perBlock);
    if (!blocks.has(id)) {
      blocks.set(id, unpack(id));
      if (blocks.size > most) {
        blocks.delete(blocks.keys().next().value);
      }
    }
    return (await blocks.get(id))[place % index.perBlock];
  };

  const worst = index.finding.map(list => list.reduce((most, one) => Math.max(most, severities.indexOf(index.findings[one].severity)), -1));

  return {
    index,
    severities,
    worst,
    count: index.domains.length,
    placeOf: domain => placeOf.get(domain),
    word: letter => verdicts[letter],
    verdict: (mechanism, row) => verdicts[index.verdicts[mechanism][row]],
    standing: row => index.standings[Number(index.standing[row])],
    grade: row => index.grade[row] === '-' ? 'No grade' : index.grade[row],
    // The same steps as in the table of certificates.
    horizon: row => {
      const left = index.left[row];
      return left === null ? null : index.horizons[[0, 7, 14, 30, 60, 90, Infinity].findIndex(below => left < below)];
    },
    domain: row => record('d', index.record[row]),
    address: place => record('a', place),
  };
})();
