import type { register as Register } from '../../docs/security/register.ts'
import type { Proof } from './proofs.ts'

/** What is wrong between threats, controls and tests. */
export function registerFaults({ threats, controls }: typeof Register, proofs: readonly Proof[]): string[] {
  const proven = new Set(proofs.map(({ control }) => control))
  const needed = new Set(Object.values(threats).flatMap(({ controls: ids }) => ids))
  const unknown = proofs.filter(({ control }) => !Object.hasOwn(controls, control))
  return [
    ...Object.keys(controls)
      .filter((id) => !proven.has(id))
      .map((id) => `the control ${id} has no test`),
    ...Object.keys(controls)
      .filter((id) => !needed.has(id))
      .map((id) => `the control ${id} answers no threat`),
    ...[
      ...Map.groupBy(
        unknown,
        ({ control, path }) => `${path} names the control ${control}, which the register does not have`,
      ).keys(),
    ],
    ...Object.entries(threats).flatMap(([id, { controls: ids, status }]) => [
      ...ids
        .filter((control) => !Object.hasOwn(controls, control))
        .map((control) => `the threat ${id} names the unknown control ${control}`),
      ...(status === 'done' && ids.length === 0 ? [`the threat ${id} is called done without a control`] : []),
    ]),
  ]
}
