/** Asks the daemon in this container whether it lives; the image has no curl. Exit code 0: it does. */
import process from 'node:process';

const url = process.env['TRAILWARDEN_HEALTH_URL'] ?? 'http://127.0.0.1:8080/healthz';

try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(4000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
