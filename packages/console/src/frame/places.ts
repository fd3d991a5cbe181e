import {
  Activity,
  Bell,
  CalendarClock,
  CalendarDays,
  ChartColumn,
  CloudSun,
  Contact,
  HeartPulse,
  KeyRound,
  LayoutDashboard,
  Map as MapIcon,
  Plane,
  Plug,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  Users,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { t } from '../messages/messages.ts'

export interface Place {
  /** Name of its route; a place whose route is not there is not shown. */
  name: keyof typeof t.frame.places
  icon: Component
}

export const groups: readonly { name: keyof typeof t.frame.groups; places: readonly Place[] }[] = [
  { name: 'top', places: [{ name: 'overview', icon: LayoutDashboard }] },
  {
    name: 'machines',
    places: [
      { name: 'machines', icon: Server },
      { name: 'schedules', icon: CalendarClock },
      { name: 'calendar', icon: CalendarDays },
      { name: 'runs', icon: Activity },
      { name: 'savings', icon: ChartColumn },
      { name: 'connections', icon: Plug },
    ],
  },
  {
    name: 'aircraft',
    places: [
      { name: 'map', icon: MapIcon },
      { name: 'aircraft', icon: Plane },
      { name: 'weather', icon: CloudSun },
      { name: 'contacts', icon: Contact },
    ],
  },
  {
    name: 'team',
    places: [
      { name: 'members', icon: Users },
      { name: 'roles', icon: ShieldCheck },
      { name: 'clients', icon: KeyRound },
      { name: 'notifications', icon: Bell },
      { name: 'audit', icon: ScrollText },
      { name: 'settings', icon: Settings },
    ],
  },
  { name: 'installation', places: [{ name: 'health', icon: HeartPulse }] },
]
