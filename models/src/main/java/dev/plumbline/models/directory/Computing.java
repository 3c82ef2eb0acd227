package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.torch.DeviceChoice;
import dev.plumbline.models.torch.Libtorch;
import java.util.Optional;

/**
 * In which type weights are computed, and where.
 *
 * @param gpu whether on one
 */
record Computing(ComputedType type, boolean gpu) {

    /**
     * A GPU that is asked for and not there is an error; one that may be there is looked for.
     *
     * @throws PlumblineException of kind USAGE if what is asked for does not go together
     */
    static Computing of(ModelDirectory.Request request, NetworkConfig network, WeightsFiles files) {
        boolean tf32 = request.dtype().equals(Optional.of(DtypeChoice.TF32));
        if (tf32) {
            Libtorch.allowTf32();
        }
        boolean gpu = onGpu(request, files);
        if (tf32 && !gpu) {
            throw PlumblineException.usage(
                    "--dtype tf32 is how a GPU multiplies, and this runs on the CPU; take float32");
        }
        return new Computing(ComputedType.of(request.dtype(), network, files, gpu), gpu);
    }

    private static boolean onGpu(ModelDirectory.Request request, WeightsFiles files) {
        boolean asked = request.device().isCuda()
                || (request.device().kind() == DeviceChoice.Kind.AUTO && request.ownLibtorch());
        return asked
                && files.checkpoint()
                && request.weights() != WeightsForm.ONNX
                && request.libtorch().get().isOnGpu();
    }
}
