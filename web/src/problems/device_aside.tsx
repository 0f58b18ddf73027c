import type { Device } from "@/api/generated/schema";
import { ShortList } from "./short_list";

export default function DeviceAside({ device }: { device: Device }) {
  return <ShortList filter={`device_id:${device.device_id}`} />;
}
