import { ApiFailure } from '../core/failure.ts';

/**
 * What was answered, or why AWS did not.
 *
 * @throws what is no failure of AWS
 */
export async function orFailure<T>(asked: Promise<T>): Promise<T | ApiFailure> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    throw error;
  }
}
