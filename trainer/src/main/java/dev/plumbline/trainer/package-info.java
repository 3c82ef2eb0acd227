/**
 * Training in stages: objectives, batch sampling, checkpoints. What it needs from the harness (scoring a checkpoint, the gate)
 * it declares as an interface here. Empty until the training issue is taken up.
 */
package dev.plumbline.trainer;
