interface Waiting<Item, Answer> {
  item: Item
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/**
 * Does together what is asked for at the same time. Whoever comes while a group of their key is under way goes with the next one, which
 * begins after they came: nobody is answered with something older than their question. There is no timer: whoever comes alone goes at once.
 * A group that fails fails for everyone in it.
 */
export function inGroups<Item, Answer>(
  together: (key: string, items: readonly Item[]) => Promise<readonly Answer[]>,
  { sizeMax = 200 }: { sizeMax?: number } = {},
): (key: string, item: Item) => Promise<Answer> {
  const queues = new Map<string, Waiting<Item, Answer>[]>()

  async function work(key: string, queue: Waiting<Item, Answer>[]): Promise<void> {
    while (queue.length > 0) {
      const group = queue.splice(0, sizeMax)
      try {
        const answers = await together(
          key,
          group.map(({ item }) => item),
        )
        for (const [at, { resolve }] of group.entries()) resolve(answers[at]!)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    queues.delete(key)
  }

  return (key, item) =>
    new Promise((resolve, reject) => {
      const known = queues.get(key)
      const queue = known ?? []
      queue.push({ item, resolve, reject })
      if (known) return
      queues.set(key, queue)
      void work(key, queue)
    })
}

/** As `inGroups`, for a question whose answer is the same for everyone who asks it at the same time. */
export function asked<Answer>(question: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const ask = inGroups<null, Answer>(
    async (key, items) => {
      const answer = await question(key)
      return items.map(() => answer)
    },
    { sizeMax: Number.POSITIVE_INFINITY },
  )
  return (key) => ask(key, null)
}
