/** The AWS CLI, installed from PyPI into a virtual environment of its own. */
import { awsCliRequirement, installed } from '../venv.ts';

/** Its path, or why there is none: Python 3 with venv, and PyPI are needed. */
export function awsCli(): { readonly program: string } | { readonly missing: string } {
  try {
    return { program: installed(awsCliRequirement, 'aws') };
  } catch (error) {
    return { missing: `no AWS CLI: ${(error instanceof Error ? error.message : String(error)).split('\n', 1)[0]}` };
  }
}
