import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { theme } from '../frame/theme.ts'

const names = ['sunken', 'surface', 'line-strong', 'line', 'text', 'muted', 'accent', 'bad', 'warn', 'good'] as const
export type Palette = Record<(typeof names)[number], string> & { isDark: boolean }

/** Colours of the page as a canvas needs them: worked out, as `light-dark()` is no colour to it. */
function readPalette(): Palette {
  const probe = document.createElement('span')
  document.body.append(probe)
  const colours = names.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  const isDark =
    getComputedStyle(document.documentElement).colorScheme === 'dark' || matchMedia('(prefers-color-scheme: dark)').matches
  probe.remove()
  const chosen = document.documentElement.dataset.theme
  return {
    ...(Object.fromEntries(colours) as Record<(typeof names)[number], string>),
    isDark: chosen ? chosen === 'dark' : isDark,
  }
}

/** The palette, which changes with the theme, chosen or of the system. */
export function usePalette() {
  const palette = shallowRef(readPalette())
  const renew = () => {
    palette.value = readPalette()
  }
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', renew)
  watch(theme, renew, { flush: 'post' })
  onBeforeUnmount(() => system.removeEventListener('change', renew))
  return palette
}
