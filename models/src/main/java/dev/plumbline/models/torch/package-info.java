/**
 * libtorch through DJL: having it on this machine, loading it, and calling functions written in TorchScript. The one
 * package that names classes of DJL's PyTorch engine.
 *
 * <p>libtorch is 112 MB (450 MB unpacked) and is not part of the build: {@link dev.plumbline.models.torch.Libtorch} fetches
 * it as a Maven artifact when a network first has to be computed natively.
 */
@NullMarked
package dev.plumbline.models.torch;

import org.jspecify.annotations.NullMarked;
