import { computed, ref, watch } from 'vue'

const KEY = 'skykeep-zone'

/** The zone of whoever looks. */
export const ownZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone

/** In which zone times of the page are written; a time of a schedule can name the zone of the schedule instead. */
export const zoneChoice = ref<'mine' | 'utc'>(localStorage.getItem(KEY) === 'utc' ? 'utc' : 'mine')
export const pageZone = computed(() => (zoneChoice.value === 'utc' ? 'UTC' : ownZone))

watch(zoneChoice, (chosen) => localStorage.setItem(KEY, chosen))
