/** `npm run bench [-- telemetry …]`, `npm run bench -- identity …`, `-- planner …`, `-- savings …`, `-- time`: what each part does on this machine. */
const [part = 'telemetry', ...args] = process.argv.slice(2)
if (part === 'identity') {
  const { benchIdentity } = await import('./identity.ts')
  await benchIdentity(args)
} else if (part === 'time') {
  const { benchTime } = await import('./time.ts')
  await benchTime(args)
} else if (part === 'planner') {
  const { benchPlanner } = await import('./planner.ts')
  await benchPlanner(args)
} else if (part === 'savings') {
  const { benchSavings } = await import('./savings.ts')
  await benchSavings(args)
} else {
  // Its options come as they always have: with or without its name in front.
  if (part === 'telemetry') process.argv.splice(2, process.argv[2] === 'telemetry' ? 1 : 0)
  await import('./bench.ts')
}
