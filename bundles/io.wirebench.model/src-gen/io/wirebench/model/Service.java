/**
 */
package io.wirebench.model;


/**
 * <!-- begin-user-doc -->
 * A representation of the model object '<em><b>Service</b></em>'.
 * <!-- end-user-doc -->
 *
 * <!-- begin-model-doc -->
 * What runs in a node beside its kernel: daemons with a configuration that is derived from the network.
 * <!-- end-model-doc -->
 *
 *
 * @see io.wirebench.model.ModelPackage#getService()
 * @model
 * @generated
 */
public interface Service extends Named, KindElement {
} // Service
