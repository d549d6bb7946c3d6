import { errnoName } from "../host/host.ts";

/** A request that the kernel refused. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  /** The symbol of errno, such as "EBUSY". */
  readonly code: string;

  /**
   * @param errno the positive errno of the acknowledgement
   * @param text the kernel's own words (the extended acknowledgement); empty where it has none
   */
  constructor(errno: number, text: string) {
    const code = errnoName(errno);
    super(text === "" ? code : `${code}, ${text}`);
    this.code = code;
  }
}
