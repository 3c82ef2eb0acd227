/**
 * Networks computed natively on libtorch, and what else can be known of them without it: configuration and parameters.
 *
 * <p>{@link dev.plumbline.models.transformer.Family} lists the kinds there are. Each reads its {@code config.json} into a
 * {@link dev.plumbline.models.transformer.TransformerConfig}: which parts a layer has ({@link
 * dev.plumbline.models.transformer.PartRole}) under which names, which norm, activation, positions, windows. From that
 * description alone are made the parameters, the functions in TorchScript (one call into libtorch per layer) and the ONNX
 * graph of {@code models.export}. A new kind is a reader of a page, or a new role or kind of position where it has one.
 *
 * <p>{@link dev.plumbline.models.transformer.TransformerNetwork} encodes. Under it, a {@link
 * dev.plumbline.models.transformer.Transformer} is code without values: pure functions of {@link
 * dev.plumbline.models.transformer.Parameters} and a {@link dev.plumbline.models.transformer.TokenBatch}. To train, load the
 * parameters, let the arrays require gradients ({@code array.setRequiresGradient(true)}), and within a gradient collector
 * call {@code forward(parameters, batch, true)}; the optimiser changes the same arrays in place. {@code embed}, {@code
 * layer} and {@code finish} are its steps, for recomputing a layer instead of keeping it. Each closes the arrays it makes
 * except its result, so a sub-manager for the batch, or an {@code NDScope} around a step, is all that is needed for memory
 * to stay flat. {@link dev.plumbline.models.transformer.Dropout} is compiled in for training alone; its masks come from
 * libtorch's generator, so whoever computes a step again sets the generator before it as it was.
 *
 * <p>How a batch lies in its arrays is {@code View}'s business: how vectors are split into heads, what attention sees, how
 * heads are joined. Another layout is another view.
 */
@NullMarked
package dev.plumbline.models.transformer;

import org.jspecify.annotations.NullMarked;
