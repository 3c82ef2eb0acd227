package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.torch.DeviceChoice;
import dev.plumbline.models.torch.Libtorch;
import java.util.Optional;

/**
 * In which type weights are computed, and where.
 *
 * @param gpu whether on one
 * @param devices how many share the work
 */
record Computing(ComputedType type, boolean gpu, int devices) {

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
        boolean several = request.devices().areSeveral() && runsWeights(request, files);
        int devices = several ? request.libtorch().get().each().size() : 1;
        return new Computing(ComputedType.of(request.dtype(), network, files, gpu), gpu, devices);
    }

    private static boolean onGpu(ModelDirectory.Request request, WeightsFiles files) {
        boolean asked = request.devices().first().isCuda()
                || (request.devices().first().kind() == DeviceChoice.Kind.AUTO && request.ownLibtorch());
        return asked && runsWeights(request, files) && request.libtorch().get().isOnGpu();
    }

    private static boolean runsWeights(ModelDirectory.Request request, WeightsFiles files) {
        return files.checkpoint() && request.weights() != WeightsForm.ONNX;
    }
}
