const SECONDS: Readonly<Record<string, number>> = {
  hvac_controller: 300,
  lighting_controller: 180,
  smart_meter: 120,
  door_lock: 90,
};

/** How long an update of a device of this type usually takes, in seconds. */
export function updateSeconds(deviceType: string): number {
  return SECONDS[deviceType] ?? 60;
}
