package luthier.operation;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What a feed-forward or a head does to each element between its projections.
public enum Activation {
  SILU {
    @Override
    Tensor of(Tensor x) {
      return torch.silu(x);
    }
  },
  /// With the normal distribution's exact function.
  GELU {
    @Override
    Tensor of(Tensor x) {
      return torch.gelu(x);
    }
  },
  /// With the approximation by tanh (Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2).
  GELU_TANH {
    @Override
    Tensor of(Tensor x) {
      return torch.gelu(x, new BytePointer("tanh"));
    }
  },
  RELU {
    @Override
    Tensor of(Tensor x) {
      return torch.relu(x);
    }
  },
  TANH {
    @Override
    Tensor of(Tensor x) {
      return torch.tanh(x);
    }
  };

  abstract Tensor of(Tensor x);
}
