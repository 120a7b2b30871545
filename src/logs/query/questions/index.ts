import { denied } from './denied.ts';
import { newIps } from './new-ips.ts';
import type { Question } from './question.ts';
import { rootLogins, withoutMfa } from './sign-ins.ts';
import { tampering } from './tampering.ts';
import { whoTouched } from './touched.ts';

/** The questions that come ready, in the order of help. */
export const questions: readonly Question[] = [rootLogins, withoutMfa, denied, whoTouched, newIps, tampering];
