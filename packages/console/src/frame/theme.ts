import { ref, watch } from 'vue'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const KEY = 'skykeep-theme'
const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme)

function stored(): Theme {
  const value = localStorage.getItem(KEY)
  return isTheme(value) ? value : 'system'
}

/** Light or dark as the system is, until somebody chooses. */
export const theme = ref<Theme>(stored())

export function applyTheme(): void {
  const { dataset } = document.documentElement
  if (theme.value === 'system') delete dataset.theme
  else dataset.theme = theme.value
}

watch(theme, (chosen) => {
  localStorage.setItem(KEY, chosen)
  applyTheme()
})
