// What the browser needs of two libraries, and no more: RFC 9497 (VOPRF) and RFC 9180 (HPKE).
// X25519 comes from @noble/curves, which is here anyway, because browsers before 2025 do not have it.
import { Dhkem, KemId, XCurveDhkemPrimitives } from "@hpke/common";
import { Aes128Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { ristretto255_oprf, x25519 } from "@noble/curves/ed25519.js";

class X25519 extends XCurveDhkemPrimitives {
  constructor(kdf) {
    super("X25519", 32, x25519, kdf);
  }
}

class DhkemX25519 extends Dhkem {
  constructor() {
    const kdf = new HkdfSha256();
    super(KemId.DhkemX25519HkdfSha256, new X25519(kdf), kdf);
    this.secretSize = this.encSize = this.publicKeySize = this.privateKeySize = 32;
  }
}

export const voprf = ristretto255_oprf.voprf;
export const hpke = new CipherSuite({ kem: new DhkemX25519(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
