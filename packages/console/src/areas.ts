import type { RouteRecordRaw } from 'vue-router'

/** What an area of the console brings: `screens/<area>/routes.ts` exports one of these as `area`. */
export interface Area {
  /** Below `/console/{team}/`, inside the frame. The name of the first is the one that the menu leads to. */
  team?: readonly RouteRecordRaw[]
  /** Below `/console/`, inside the frame, for what belongs to the person. */
  own?: readonly RouteRecordRaw[]
  /** Below `/console/`, without the frame, for whoever is not signed in too. Each needs `meta.isPublic`. */
  open?: readonly RouteRecordRaw[]
}

const found = import.meta.glob<{ area: Area }>('./screens/*/routes.ts', { eager: true })

export const areas: readonly Area[] = Object.values(found).map(({ area }) => area)
