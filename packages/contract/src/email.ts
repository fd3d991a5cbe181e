import { z } from 'zod'

/** An e-mail address. */
export const Email = z.string().trim().min(3).max(254)
