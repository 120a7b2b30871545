/** `sandbox-control METHOD PATH [JSON]`: what a page needs from outside, such as an organization, or time that passes. */
const [method = 'GET', path = 'health', body] = process.argv.slice(2);
const answer = await fetch(`${process.env['SANDBOX']}/_sandbox/${path}`, { method, ...(body === undefined ? {} : { body }) });
const text = await answer.text();
if (!answer.ok) {
  process.stderr.write(`${method} ${path}: ${answer.status} ${text}\n`);
  process.exitCode = 1;
}
